import { randomBytes } from 'node:crypto';
import { type ActRequest, loginChallenge } from '@congvu/pki/agent';
import { plainError, SignerError } from '../errors.ts';
import { type FoundIdentity, type KeySource, lookAtAll } from '../key-source.ts';
import { type Act, type ActItem, end, failOpenItems } from './act.ts';
import { type ContentWorld, checkContent } from './content.ts';

export interface ActsWorld extends ContentWorld {
  sources: readonly KeySource[];
  now: () => number;
}

export interface Acts {
  /** @throws SignerError `signer.request`, `signer.no_key`, `signer.algorithm` */
  start(request: ActRequest, by: { pairingId: string; origin: string }): Promise<Act>;
  byId(id: string, pairingId: string): Act | undefined;
  byPage(pageId: string): Act | undefined;
  sign(act: Act, pin: string | undefined): Promise<void>;
  /** By the person (`refused`) or the office page (`cancelled`): ends a waiting act, stops a signing one. */
  stop(act: Act, by: 'person' | 'page'): void;
  endAll(): void;
}

const ACT_MS = 15 * 60_000;
const KEEP_MS = 10 * 60_000;
const MAX_ACTS = 20;
const CHECKED_AT_ONCE = 4;

function itemsOf(request: ActRequest, origin: string): ActItem[] {
  const fresh = { problem: undefined, signature: undefined };
  if (request.kind === 'challenge') {
    const data = loginChallenge(origin, request.challenge.challenge);
    return [
      {
        key: 'login',
        of: { documentId: 'login' },
        title: `Đăng nhập ${origin}`,
        digest: '',
        state: 'checked',
        data,
        ...fresh,
      },
    ];
  }
  return request.relay.items.map(({ documentId, itemId, title, digest }) => ({
    key: itemId ?? documentId,
    of: { documentId, ...(itemId !== undefined && { itemId }) },
    title,
    digest,
    state: 'checking',
    data: new Uint8Array(),
    ...fresh,
  }));
}

/** Every document is fetched and compared before the person is asked for anything. */
async function checkAll(act: Act, world: ContentWorld): Promise<void> {
  if (act.request.kind === 'challenge') {
    act.state = 'waiting';
    return;
  }
  const { items } = act.request.relay;
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < items.length && !act.controller.signal.aborted) {
      const index = next;
      next += 1;
      const [asked, item] = [items[index], act.items[index]];
      if (asked === undefined || item === undefined) {
        return;
      }
      try {
        item.data = await checkContent(asked, act.origin, act.controller.signal, world);
        item.state = 'checked';
      } catch (error) {
        item.problem = plainError(error);
        item.state = 'failed';
      }
    }
  };
  await Promise.all(Array.from({ length: CHECKED_AT_ONCE }, work));
  if (act.state !== 'checking') {
    return;
  }
  if (act.items.every(({ state }) => state === 'failed')) {
    end(act);
  } else {
    act.state = 'waiting';
  }
}

function keyOf(request: ActRequest) {
  const { certificateSha256, algorithm } = request.kind === 'sign' ? request.relay : request.challenge;
  return { certificateSha256, algorithm };
}

async function findIdentity(sources: readonly KeySource[], request: ActRequest): Promise<FoundIdentity> {
  const { certificateSha256, algorithm } = keyOf(request);
  const { identities } = await lookAtAll(sources);
  const found = identities.find(({ found: { identity } }) => identity.id === certificateSha256);
  if (found === undefined) {
    throw new SignerError(
      'signer.no_key',
      'Không thấy thiết bị có chứng thư được chọn. Cắm đúng thiết bị ký số rồi ký lại.',
    );
  }
  if (!found.found.identity.algs.includes(algorithm)) {
    throw new SignerError('signer.algorithm', `Thiết bị này không ký được bằng ${algorithm}.`);
  }
  return found;
}

/** Nothing was signed yet: what the person can mend lets them try again, on purpose and by hand; anything else ends the act. */
function afterFailure(act: Act, error: unknown): void {
  const plain = plainError(error);
  const canTryAgain = [
    'signer.pin_incorrect',
    'signer.pin_needed',
    'signer.sessions',
    'signer.no_token',
    'signer.owner_crashed',
  ];
  if (canTryAgain.includes(plain.code) && !act.controller.signal.aborted) {
    act.state = 'waiting';
    act.message = plain.message;
    return;
  }
  failOpenItems(act, plain);
  end(act, plain);
}

async function sign(act: Act, pin: string | undefined, sources: readonly KeySource[]): Promise<void> {
  const open = act.items.filter(({ state }) => state === 'checked');
  act.state = 'signing';
  act.message = undefined;
  try {
    await act.identity.source.sign({
      ...keyOf(act.request),
      items: open.map(({ key, data }) => ({ key, data })),
      pin,
      signal: act.controller.signal,
      onItem: (index, outcome) => {
        const item = open[index];
        if (item !== undefined && 'signature' in outcome) {
          item.signature = outcome.signature;
          item.state = 'signed';
        } else if (item !== undefined && 'error' in outcome) {
          item.problem = { code: outcome.error.code, message: outcome.error.message };
          item.state = 'failed';
        }
      },
    });
  } catch (error) {
    // The token may have become wary: the person is told before the next try.
    act.identity = await findIdentity(sources, act.request).catch(() => act.identity);
    afterFailure(act, error);
    return;
  }
  // A process that died answers nothing for the rest.
  failOpenItems(act, {
    code: 'signer.owner_crashed',
    message: 'Tiến trình giữ thiết bị dừng giữa chừng; ký lại văn bản này.',
  });
  end(act);
}

export function createActs(world: ActsWorld): Acts {
  const acts = new Map<string, Act>();

  const stop: Acts['stop'] = (act, by) => {
    act.controller.abort();
    if (act.state === 'checking' || act.state === 'waiting') {
      const failure =
        by === 'person'
          ? { code: 'signer.refused' as const, message: 'Người ký đã từ chối.' }
          : { code: 'signer.cancelled' as const, message: 'Trang yêu cầu đã hủy lần ký này.' };
      failOpenItems(act, failure);
      end(act, failure);
    }
  };
  const current = (): Act[] => {
    for (const act of acts.values()) {
      if (act.expiresAt <= world.now() && (act.state === 'checking' || act.state === 'waiting')) {
        const failure = { code: 'signer.expired' as const, message: 'Đã quá thời gian chờ ký.' };
        act.controller.abort();
        failOpenItems(act, failure);
        end(act, failure);
      }
      if (act.state === 'ended' && act.expiresAt + KEEP_MS <= world.now()) {
        acts.delete(act.id);
      }
    }
    return [...acts.values()];
  };
  return {
    async start(request, { pairingId, origin }) {
      const deadline = request.kind === 'sign' ? Date.parse(request.relay.expiresAt) : Number.POSITIVE_INFINITY;
      if (deadline <= world.now()) {
        throw new SignerError('signer.expired', 'Lô ký đã hết hạn. Mở lại màn hình ký.');
      }
      if (current().filter(({ state }) => state !== 'ended').length >= MAX_ACTS) {
        throw new SignerError('signer.request', 'Có quá nhiều lần ký đang chờ. Ký hoặc từ chối rồi thử lại.');
      }
      const act: Act = {
        id: randomBytes(16).toString('base64url'),
        pageId: randomBytes(24).toString('base64url'),
        pairingId,
        origin,
        request,
        identity: await findIdentity(world.sources, request),
        items: itemsOf(request, origin),
        state: 'checking',
        expiresAt: Math.min(deadline, world.now() + ACT_MS),
        message: undefined,
        outcome: undefined,
        controller: new AbortController(),
      };
      acts.set(act.id, act);
      void checkAll(act, world);
      return act;
    },
    byId: (id, pairingId) => current().find((act) => act.id === id && act.pairingId === pairingId),
    byPage: (pageId) => current().find((act) => act.pageId === pageId),
    async sign(act, pin) {
      if (act.state === 'waiting') {
        await sign(act, pin, world.sources);
      }
    },
    stop,
    endAll() {
      for (const act of acts.values()) {
        stop(act, 'page');
      }
    },
  };
}
