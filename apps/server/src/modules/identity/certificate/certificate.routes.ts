import { CertificateChallenge, SignInAnswer, SignInCertificate } from '@congvu/contracts';
import { defineRoute, type Route } from '../../../platform/http/route.ts';
import { readTokens } from '../cookies.ts';
import { hand } from '../hand.ts';
import type { Throttle } from '../throttle.ts';
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
