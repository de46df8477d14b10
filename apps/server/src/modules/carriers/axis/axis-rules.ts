import { NationalSecret, NationalSettings, ProvincialSecret, ProvincialSettings } from '@congvu/contracts';
import { codeKey } from '#modules/addressbook';
import { hostOf } from '../../../platform/outbound.ts';
import type { KindRules, Reach } from '../kinds.ts';
import { tryStep } from './try-axis.ts';

function textOf(settings: Record<string, unknown>, key: string): string {
  const value = settings[key];
  return typeof value === 'string' ? value : '';
}

const COMMON = {
  // Whose certificate is believed there decides as much as the address whom a secret is told to.
  placeOf: (settings: Record<string, unknown>) => [textOf(settings, 'endpoint'), textOf(settings, 'ca')],
  hostOf: (settings: Record<string, unknown>) => hostOf(textOf(settings, 'endpoint')) ?? '',
  refuse: (settings: Record<string, unknown>) =>
    /^http:/i.test(textOf(settings, 'endpoint')) && settings.plainHttpConfirmed !== true
      ? {
          code: 'carriers.plain_http',
          message:
            'Địa chỉ http không mã hóa: chỉ dùng trong mạng truyền số liệu chuyên dùng khép kín. Đổi sang https, hoặc xác nhận đường truyền khép kín rồi lưu.',
          path: 'settings.plainHttpConfirmed',
        }
      : undefined,
  steps: ['address', 'tls', 'credentials', 'codes', 'list', 'clock'],
  try: tryStep,
} satisfies Partial<KindRules>;

export const nationalRules: KindRules = {
  ...COMMON,
  kind: 'national',
  label: 'Trục liên thông văn bản quốc gia',
  settings: NationalSettings,
  secret: NationalSecret,
};

export const provincialRules: KindRules = {
  ...COMMON,
  kind: 'provincial',
  label: 'Trục liên thông của tỉnh (LGSP)',
  settings: ProvincialSettings,
  secret: ProvincialSecret,
};

function prefixLength(key: string, prefixes: unknown): number {
  const list = Array.isArray(prefixes) ? prefixes.filter((prefix) => typeof prefix === 'string') : [];
  return Math.max(0, ...list.filter((prefix) => key.startsWith(codeKey(prefix))).map((prefix) => prefix.length));
}

/**
 * An axis reaches whom its list names (address book) and whom an administrator says it reaches (beginnings of codes). The longest
 * beginning speaks first: letters within the province stay on its axis.
 */
export const axisReach: Reach = {
  kinds: ['provincial', 'national'],
  reaches: async (_db, connections, receivers) => {
    const found = new Map<string, string>();
    for (const receiver of receivers) {
      const ranked = connections
        .map((connection) => ({
          id: connection.id,
          kind: connection.kind,
          prefix: prefixLength(receiver.key, connection.settings.prefixes),
          isListed: receiver.sources.includes(connection.id),
        }))
        .filter(({ prefix, isListed }) => prefix > 0 || isListed)
        .sort((left, right) => right.prefix - left.prefix || Number(right.isListed) - Number(left.isListed));
      const [best] = ranked;
      if (best !== undefined) {
        found.set(receiver.key, best.id);
      }
    }
    return found;
  },
};
