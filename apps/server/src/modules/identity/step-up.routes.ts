import {
  EventDenied,
  PasskeyOptions,
  SecurityEventParams,
  StepUp,
  StepUpPasskey,
  StepUpState,
} from '@congvu/contracts';
import type { ActingContext } from '../../platform/context.ts';
import { defineRoute, type Route, type RouteInput } from '../../platform/http/route.ts';
import { denyEvent } from './commands/deny-event.ts';
import { beginStepUpPasskey, stepUp, stepUpPasskey, viewStepUp } from './commands/step-up.ts';
import { readTokens, type TokensToSet, writeTokens } from './cookies.ts';

/** The state after a proof; the session was not read again since. */
async function proved(
  context: ActingContext,
  input: Pick<RouteInput, 'setCookie'>,
  tokens: TokensToSet,
): Promise<StepUpState> {
  writeTokens(context.config, input, tokens);
  return { ...(await viewStepUp(context)), proved: true };
}

export const stepUpRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/me/step-up',
    policy: 'session',
    summary: 'Xác nhận chính mình còn hiệu lực đến khi nào, xác nhận bằng gì',
    response: StepUpState,
    handle: (context) => viewStepUp(context),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/me/step-up',
    policy: 'session',
    summary: 'Xác nhận chính mình bằng mật khẩu và lớp thứ hai',
    body: StepUp,
    response: StepUpState,
    handle: async (context, input) =>
      proved(context, input, await stepUp(context, input.body, readTokens(context.config, input))),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/me/step-up/passkey/begin',
    policy: 'session',
    summary: 'Xác nhận chính mình bằng khóa truy cập: lấy lời thách đố',
    response: PasskeyOptions,
    handle: (context, input) => beginStepUpPasskey(context, readTokens(context.config, input)),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/me/step-up/passkey',
    policy: 'session',
    summary: 'Xác nhận chính mình bằng khóa truy cập',
    body: StepUpPasskey,
    response: StepUpState,
    handle: async (context, input) => {
      const browser = readTokens(context.config, input);
      return proved(context, input, await stepUpPasskey(context, input.body.credential, browser));
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/api/me/security-events/:id/not-me',
    policy: 'session',
    summary: '"Không phải tôi": kết thúc mọi phiên khác và đòi đổi mật khẩu',
    params: SecurityEventParams,
    response: EventDenied,
    handle: (context, input) => denyEvent(context, input.params.id, readTokens(context.config, input)),
  }),
];
