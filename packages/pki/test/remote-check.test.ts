import { describe, expect, test } from 'vitest';
import { localTransport } from '../src/authority/index.ts';
import { checkRemoteService, readRemoteSettings } from '../src/remote/index.ts';
import { codeOf, startSetting, USER } from './remote-setting.ts';

describe.each(['csc2', 'smartca', 'mysign', 'mssp'] as const)('%s', (kind) => {
  async function check(user?: string, fault?: 'bad_login' | 'error500' | 'drop') {
    const { simulator, clock, close } = await startSetting(kind);
    if (fault !== undefined) {
      simulator.control.faults.add(fault);
    }
    const options = {
      settings: readRemoteSettings(simulator.settings),
      secret: simulator.secret,
      transport: localTransport(),
      now: () => clock.now,
      ...(user === undefined ? {} : { user }),
    };
    try {
      return await checkRemoteService(options);
    } finally {
      expect(simulator.control.requests()).toEqual([]);
      await close();
    }
  }

  test('with a person: the keys are counted and no phone rings', async () => {
    expect(await check(USER)).toContain('1 chứng thư, 1 dùng được');
  });

  test('without: the way and the account', async () => {
    expect(await check()).toMatch(/^(Kết nối tốt|Máy chủ trả lời)/);
  });

  test('a wrong account is told, with a person', async () => {
    expect(await codeOf(check(USER, 'bad_login'))).toBe('pki.remote_login');
  });

  test('a wrong account is told without a person where the service tells the two apart', async () => {
    const outcome = await codeOf(check(undefined, 'bad_login'));
    expect(outcome).toBe(kind === 'mysign' ? 'none: undefined' : 'pki.remote_login');
  });

  test.each(['error500', 'drop'] as const)('%s', async (fault) => {
    expect(await codeOf(check(undefined, fault))).toBe('pki.remote_unreachable');
  });
});
