import type { SignInAnswer } from '@congvu/contracts';
import type { Context } from '../../platform/context.ts';
import type { RouteInput } from '../../platform/http/route.ts';
import { writeTokens } from './cookies.ts';
import type { SignInResult } from './open-session.ts';

/** The tokens go into cookies, the rest into the answer. */
export function hand(context: Context, input: Pick<RouteInput, 'setCookie'>, result: SignInResult): SignInAnswer {
  writeTokens(context.config, input, result.tokens);
  return result.answer;
}
