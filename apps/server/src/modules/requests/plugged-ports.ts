import type { RequestsPorts } from './ports.ts';

const NOBODY: RequestsPorts = {
  moved: async () => undefined,
  campaign: async () => undefined,
  batchOf: async () => undefined,
  urgentAccepted: async () => undefined,
};

let plugged: RequestsPorts = NOBODY;

/** Called once by createRequestsModule: what modules above open through `openRequest` moves before the same eyes as all else. */
export function plugPorts(ports: RequestsPorts): void {
  plugged = ports;
}

export function pluggedPorts(): RequestsPorts {
  return plugged;
}
