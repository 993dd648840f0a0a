import { z } from 'zod';

export const roleSchema = z.enum(['admin', 'staff', 'viewer']);
export type Role = z.infer<typeof roleSchema>;

/** `POST /api/auth/token` */
export const tokenRequestSchema = z.object({
  username: z.string().min(1).max(200),
  password: z.string().min(1).max(1024),
  device: z.object({ id: z.string().min(1).max(100), name: z.string().max(200) }).optional(),
});
export type TokenRequest = z.infer<typeof tokenRequestSchema>;

/** `POST /api/auth/refresh` and `/api/auth/revoke` */
export const refreshRequestSchema = z.object({ refresh: z.string().min(1).max(1024) });

/** Tokens are opaque to the device; `expiresInSeconds` is the access token's life. */
export const tokenAnswerSchema = z.object({
  access: z.string(),
  refresh: z.string(),
  expiresInSeconds: z.int().positive(),
  user: z.object({ id: z.string(), username: z.string(), role: roleSchema }),
  clinic: z.object({ id: z.string(), name: z.string() }),
});
export type TokenAnswer = z.infer<typeof tokenAnswerSchema>;

/** `POST /api/auth/password` */
export const passwordRequestSchema = z.object({
  current: z.string().min(1).max(1024),
  next: z.string().min(1).max(1024),
});

/** Every refusal of the server is this JSON, with a code of the error catalogue. */
export const serverErrorSchema = z.object({
  code: z.string(),
  message: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
export type ServerError = z.infer<typeof serverErrorSchema>;
