import {
  CertificateChallenge,
  MySecurity,
  RecoveryCodes,
  SignInAnswer,
  SignInCertificate,
  StepUpState,
} from '@congvu/contracts';
import { defineRoute, type Route } from '../../../platform/http/route.ts';
import { stepUpCertificate, viewStepUp } from '../commands/step-up.ts';
import { readTokens, writeTokens } from '../cookies.ts';
import { hand } from '../hand.ts';
import { viewMySecurity } from '../queries/view-my-security.ts';
import type { Throttle } from '../throttle.ts';
import { beginOwnCertificate, dropCertificate, takeCertificate } from './own-certificate.ts';
import { beginCertificateSignIn, type ProveByCertificate, signInCertificate } from './sign-in-certificate.ts';

export function certificateRoutes(ports: { throttle: Throttle; prove: ProveByCertificate }): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/api/sign-in/certificate/begin',
      policy: 'public',
      summary: 'Đăng nhập bằng chứng thư số: lấy lời thách đố dùng một lần, trong một phút',
      response: CertificateChallenge,
      handle: async (context) => beginCertificateSignIn(context),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/sign-in/certificate',
      policy: 'public',
      summary: 'Đăng nhập bằng chữ ký của thiết bị trên lời thách đố',
      body: SignInCertificate,
      response: SignInAnswer,
      handle: async (context, input) =>
        hand(context, input, await signInCertificate(context, ports, input.body, readTokens(context.config, input))),
    }),
  ];
}

/** The certificate as the second factor of whoever is signed in. */
export function ownCertificateRoutes(prove: ProveByCertificate): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/api/me/certificate/begin',
      policy: 'session',
      stepUp: true,
      summary: 'Dùng chứng thư số làm lớp thứ hai: lấy lời thách đố dùng một lần, trong một phút',
      response: CertificateChallenge,
      handle: async (context, input) =>
        beginOwnCertificate(context, 'certificate_added', readTokens(context.config, input)),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/me/certificate',
      policy: 'session',
      stepUp: true,
      summary: 'Dùng chứng thư số làm lớp thứ hai; lớp thứ hai đầu tiên thì trả mã khôi phục một lần',
      body: SignInCertificate,
      response: RecoveryCodes,
      handle: async (context, input) => {
        const taken = await takeCertificate(context, prove, input.body, readTokens(context.config, input));
        writeTokens(context.config, input, taken.tokens);
        return { recoveryCodes: taken.recoveryCodes };
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/api/me/certificate/off',
      policy: 'session',
      stepUp: true,
      summary: 'Thôi dùng chứng thư số làm lớp thứ hai',
      response: MySecurity,
      handle: async (context, input) => {
        const browser = readTokens(context.config, input);
        await dropCertificate(context, browser);
        return viewMySecurity(context, browser);
      },
    }),
    ...stepUpByCertificate(prove),
  ];
}

function stepUpByCertificate(prove: ProveByCertificate): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/api/me/step-up/certificate/begin',
      policy: 'session',
      summary: 'Xác nhận chính mình bằng chứng thư số: lấy lời thách đố',
      response: CertificateChallenge,
      handle: async (context, input) =>
        beginOwnCertificate(context, 'certificate_step_up', readTokens(context.config, input)),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/me/step-up/certificate',
      policy: 'session',
      summary: 'Xác nhận chính mình bằng chữ ký của thiết bị',
      body: SignInCertificate,
      response: StepUpState,
      handle: async (context, input) => {
        const tokens = await stepUpCertificate(context, prove, input.body, readTokens(context.config, input));
        writeTokens(context.config, input, tokens);
        return { ...(await viewStepUp(context)), proved: true };
      },
    }),
  ];
}
