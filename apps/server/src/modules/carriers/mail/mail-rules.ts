import { MailSecret, MailSettings } from '@congvu/contracts';
import { codeKey } from '#modules/addressbook';
import type { KindRules, Reach } from '../kinds.ts';
import { isOfficial, officialAddresses } from './official-address.ts';
import { tryMailStep } from './try-mail.ts';

function textOf(settings: Record<string, unknown>, key: string): string {
  const value = settings[key];
  return typeof value === 'string' ? value : '';
}

export const mailRules: KindRules = {
  kind: 'mail',
  label: 'Thư điện tử công vụ',
  settings: MailSettings,
  secret: MailSecret,
  placeOf: (settings) => ['smtpHost', 'imapHost', 'ca'].map((key) => textOf(settings, key)),
  hostOf: (settings) => textOf(settings, 'smtpHost'),
  refuse: (settings) =>
    isOfficial(textOf(settings, 'address'))
      ? undefined
      : {
          code: 'carriers.mail_free',
          message:
            'Hộp thư này không phải thư công vụ. Không gửi, nhận văn bản qua hộp thư miễn phí; dùng hộp thư công vụ của cơ quan.',
          path: 'settings.address',
        },
  steps: ['address', 'tls', 'credentials', 'list', 'clock'],
  try: tryMailStep,
};

/** The last resort: whoever has an official address. */
export const mailReach: Reach = {
  kinds: ['mail'],
  reaches: async (db, connections, receivers) => {
    const [connection] = connections;
    if (connection === undefined) {
      return new Map();
    }
    const own = await officialAddresses(
      db,
      receivers.map(({ code }) => code),
    );
    return new Map(
      receivers
        .filter(({ code, mail }) => isOfficial(own.get(codeKey(code)) ?? mail))
        .map(({ key }) => [key, connection.id]),
    );
  },
};
