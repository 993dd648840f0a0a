import { z } from 'zod';

export const setupRequestSchema = z.object({
  server: z.string().optional(),
  username: z.string().optional(),
  password: z.string().optional(),
  environment: z.string().optional(),
  deviceName: z.string().max(200).optional(),
});

export const accountSchema = z.object({
  signedIn: z.boolean(),
  username: z.string().nullable(),
  role: z.enum(['admin', 'staff', 'viewer']).nullable(),
  clinic: z.string().nullable(),
  server: z.string().nullable(),
  environment: z.string(),
  device: z.object({ id: z.string(), name: z.string() }),
  /** Where tokens lie: `file` (readable by its owner only), `keychain` or `memory`. */
  secrets: z.enum(['file', 'keychain', 'memory']),
});
export type Account = z.infer<typeof accountSchema>;

export const loginRequestSchema = z.object({ username: z.string(), password: z.string() });
export const passwordChangeSchema = z.object({ current: z.string(), next: z.string() });
