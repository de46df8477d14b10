import type { Config } from '../../platform/config.ts';
import type { RouteInput } from '../../platform/http/route.ts';
import { sessionCookieName } from '../../platform/http/security.ts';

const DEVICE_SECONDS = 180 * 24 * 3600;

/** Tokens the browser sent; read by the commands that look at more than "who is it". */
export interface BrowserTokens {
  session: string | undefined;
  device: string | undefined;
}

/** Tokens the browser gets: undefined leaves a cookie as it is, null removes it. */
export interface TokensToSet {
  session?: string | null | undefined;
  device?: string | undefined;
}

function names(config: Config): { session: string; device: string } {
  const { name } = sessionCookieName(config);
  return { session: name, device: `${name}-device` };
}

export function readTokens(config: Config, input: Pick<RouteInput, 'cookies'>): BrowserTokens {
  const { session, device } = names(config);
  return { session: input.cookies[session], device: input.cookies[device] };
}

export function writeTokens(config: Config, input: Pick<RouteInput, 'setCookie'>, tokens: TokensToSet): void {
  const { session, device } = names(config);
  if (tokens.session !== undefined) {
    input.setCookie(session, tokens.session ?? undefined);
  }
  if (tokens.device !== undefined) {
    input.setCookie(device, tokens.device, DEVICE_SECONDS);
  }
}
