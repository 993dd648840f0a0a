/** Request headers, lower case. Device and incarnation identify the desk [SYNC-1]. */
export const DEVICE_HEADER = 'satchel-device';
export const INCARNATION_HEADER = 'satchel-incarnation';
export const PROTOCOL_HEADER = 'satchel-protocol';

/** Prefixes under which a server may offer the database endpoints, tried in this order. */
export const API_PREFIXES = [
  '/api/database',
  '/vet_portal/api/database',
  '/api/v1/database',
] as const;
