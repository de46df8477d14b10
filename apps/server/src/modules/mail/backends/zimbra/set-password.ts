import type { Services } from '../../../../platform/context.ts';
import { childOf } from '../../../../platform/xml-tree.ts';
import { MailBackendError } from '../errors.ts';
import { zimbraClient } from './soap-client.ts';
import { element } from './soap-message.ts';
import { zimbraPlaceOf } from './zimbra-place.ts';

/**
 * The password of an account, as its holder chose it. Zimbra sets a password also when it breaks the rules and only says so afterwards
 * (`<message>`, soap-admin.txt), so it is asked first whether it would do. Every open session of the account ends with it.
 * @throws MailBackendError POLICY · UNREACHABLE · NOT_FOUND
 */
export async function setZimbraPassword(
  services: Services,
  at: { agencyId: string; backendId: string },
  password: string,
): Promise<void> {
  const client = zimbraClient(services, await zimbraPlaceOf(services, at.agencyId));
  const id = element('id', {}, at.backendId);
  await client.ask('CheckPasswordStrengthRequest', {}, [id, element('password', {}, password)]);
  const answer = await client.ask('SetPasswordRequest', {}, [id, element('newPassword', {}, password)]);
  const said = childOf(answer, 'message')?.text.trim() ?? '';
  if (said !== '') {
    throw new MailBackendError(
      'POLICY',
      'Zimbra đã nhận mật khẩu nhưng báo không đạt quy định. Đặt mật khẩu khác ngay.',
    );
  }
}
