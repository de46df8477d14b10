import {
  AddPasskey,
  PasskeyAdded,
  PasskeyForTicket,
  PasskeyList,
  PasskeyOptions,
  PasskeyParams,
  SignInAnswer,
  SignInPasskey,
  SignInTicketPasskey,
} from '@congvu/contracts';
import { defineRoute, type Route } from '../../../platform/http/route.ts';
import { readTokens, writeTokens } from '../cookies.ts';
import { hand } from '../hand.ts';
import type { Throttle } from '../throttle.ts';
import { addPasskey, beginPasskey } from './add-passkey.ts';
import { removePasskey } from './remove-passkey.ts';
import { beginPasskeySignIn, beginTicketPasskey, signInPasskey, signInTicketPasskey } from './sign-in-passkey.ts';

/** Signing in with a passkey, alone or after the password. */
export function passkeySignInRoutes(throttle: Throttle): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/api/sign-in/passkey/begin',
      policy: 'public',
      summary: 'Đăng nhập bằng khóa truy cập: lấy lời thách đố dùng một lần',
      response: PasskeyOptions,
      handle: (context) => beginPasskeySignIn(context),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/sign-in/passkey',
      policy: 'public',
      summary: 'Đăng nhập bằng khóa truy cập, không cần mật khẩu',
      body: SignInPasskey,
      response: SignInAnswer,
      handle: async (context, input) => {
        const browser = readTokens(context.config, input);
        return hand(context, input, await signInPasskey(context, throttle, input.body.credential, browser));
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/api/sign-in/second-factor/passkey/begin',
      policy: 'public',
      summary: 'Đăng nhập, bước 2 bằng khóa truy cập: lấy lời thách đố',
      body: PasskeyForTicket,
      response: PasskeyOptions,
      handle: (context, { body }) => beginTicketPasskey(context, body.ticket),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/sign-in/second-factor/passkey',
      policy: 'public',
      summary: 'Đăng nhập, bước 2: khóa truy cập thay cho mã xác thực',
      body: SignInTicketPasskey,
      response: SignInAnswer,
      handle: async (context, input) =>
        hand(context, input, await signInTicketPasskey(context, input.body, readTokens(context.config, input))),
    }),
  ];
}

/** What a person does with his own passkeys; each asks for a fresh proof of oneself. */
export const passkeyRoutes: Route[] = [
  defineRoute({
    method: 'POST',
    path: '/api/me/passkeys/begin',
    policy: 'session',
    stepUp: true,
    summary: 'Thêm khóa truy cập: lấy lời thách đố cho trình duyệt',
    response: PasskeyOptions,
    handle: (context, input) => beginPasskey(context, readTokens(context.config, input)),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/me/passkeys',
    policy: 'session',
    stepUp: true,
    summary: 'Thêm khóa truy cập; lớp thứ hai đầu tiên thì trả mã khôi phục một lần',
    body: AddPasskey,
    response: PasskeyAdded,
    handle: async (context, input) => {
      const added = await addPasskey(context, input.body, readTokens(context.config, input));
      writeTokens(context.config, input, added.tokens);
      return added.answer;
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/api/me/passkeys/:id/remove',
    policy: 'session',
    stepUp: true,
    summary: 'Gỡ một khóa truy cập của mình',
    params: PasskeyParams,
    response: PasskeyList,
    handle: async (context, input) => ({
      passkeys: await removePasskey(context, input.params.id, readTokens(context.config, input)),
    }),
  }),
];
