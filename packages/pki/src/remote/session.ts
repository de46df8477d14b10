import type { Answer, Call, RemoteCaller } from './caller.ts';

/** Calls with a bearer token, fetched when first needed. */
export interface Session {
  call(call: Call): Promise<Answer>;
}

/**
 * A 401 means the token died: login again, once, and ask again. A second 401 is a fault of the configuration.
 * @throws PkiError `pki.remote_login` and what `login` throws
 */
export function createSession(caller: RemoteCaller, login: () => Promise<string>): Session {
  let token: Promise<string> | undefined;
  const fresh = async (): Promise<string> => {
    const found = await login();
    caller.hide(found);
    return found;
  };
  const send = async (call: Call): Promise<Answer> => {
    token ??= fresh();
    try {
      return await caller.call({ ...call, headers: { ...call.headers, authorization: `Bearer ${await token}` } });
    } catch (error) {
      token = undefined;
      throw error;
    }
  };
  return {
    async call(call) {
      const first = await send(call);
      if (first.status !== 401) {
        return first;
      }
      token = undefined;
      const second = await send(call);
      if (second.status === 401) {
        throw caller.fault(
          'pki.remote_login',
          'từ chối phiên đăng nhập hai lần liền. Kiểm tra tài khoản tích hợp và quyền của nó trong cấu hình.',
        );
      }
      return second;
    },
  };
}
