import {
  algorithmsOf,
  type HashSigner,
  parseCertificate,
  publicKeyOf,
  type SigningIdentity,
  type SigningRequest,
} from '@congvu/pki';
import { fromPlain, SignerError } from '../errors.ts';
import { fitsChoice, identityOf, listIdentities } from './identities.ts';
import type { ItemResult, ModuleReport, OwnerCommand, PinState, TokenChoice, TokenReport } from './messages.ts';
import { type OwnerOptions, type OwnerProcess, superviseOwner } from './supervisor.ts';
import { createTokenSigner } from './token-signer.ts';

export { SignerError, type SignerErrorCode } from '../errors.ts';
export type { ModuleReport, PinState, TokenChoice, TokenReport } from './messages.ts';

export interface PinQuestion {
  tokenLabel: string;
  tokenSerial: string;
  /** `final`: one wrong PIN more and the token locks. */
  state: PinState;
}

export interface Pkcs11Options extends OwnerOptions {
  /** Which token; may be left out when there is one. */
  token?: TokenChoice;
  /** Asked once a login, never again by itself after a wrong one. Not asked where the token has a keypad. */
  pin: (question: PinQuestion) => Promise<string>;
  /** CKA_LABEL of the key, where the token holds several. */
  keyLabel?: string;
  /** DER; for a key whose certificate is not on the token (HSM). Needs `keyLabel`. */
  certificate?: Uint8Array;
  /** Stay logged in so many milliseconds after a batch; 0, the default, forgets at once. */
  idle?: number;
  /** Sessions used at once; 1 for tokens, more for an HSM. Fewer are used when the token has no more. */
  sessions?: number;
}

export type ItemOutcome = { signature: Uint8Array } | { error: SignerError };

export interface SignOptions {
  onItem?: (index: number, outcome: ItemOutcome) => void;
  signal?: AbortSignal;
  /** Instead of the `pin` of the owner, for this batch. */
  pin?: Pkcs11Options['pin'];
}

export interface Pkcs11Owner {
  identities(): Promise<SigningIdentity[]>;
  /** What the module sees now. */
  health(): Promise<ModuleReport>;
  signer(): HashSigner;
  /**
   * Every item answers by itself, in order; what was signed before the token was pulled is in the answer.
   * @throws SignerError when not even the first could be tried: `signer.pin_incorrect`, `signer.no_token`, …
   */
  sign(request: SigningRequest, options?: SignOptions): Promise<ItemOutcome[]>;
  /** Of the process that owns the module, while it runs. */
  pid(): number | undefined;
  isBusy(): boolean;
  /** Forgets the login now. */
  forget(): Promise<void>;
  close(): Promise<void>;
}

interface ChosenKey {
  identity: SigningIdentity;
  token: TokenReport;
}

function outcomeOf(result: ItemResult): ItemOutcome {
  return 'signature' in result ? { signature: result.signature } : { error: fromPlain(result.error) };
}

/** The key alone in an HSM: its certificate is told from outside. */
function outsideIdentity(report: ModuleReport, certificate: Uint8Array, choice: TokenChoice): ChosenKey[] {
  const [token] = report.tokens.filter((candidate) => fitsChoice(candidate, choice));
  return token === undefined ? [] : [{ identity: identityOf(parseCertificate(certificate), [], token.canPss), token }];
}

function listKeys(report: ModuleReport, { token = {}, keyLabel, certificate }: Pkcs11Options): ChosenKey[] {
  if (certificate !== undefined) {
    return outsideIdentity(report, certificate, token);
  }
  return listIdentities(report, token).filter(({ label }) => keyLabel === undefined || label === keyLabel);
}

function assertAlgorithm(request: SigningRequest, { algs, certificate }: SigningIdentity) {
  const algorithm = request.algorithm ?? algs[0] ?? algorithmsOf(publicKeyOf(parseCertificate(certificate)))[0];
  if (algorithm === undefined || !algs.includes(algorithm)) {
    throw new SignerError(
      'signer.algorithm',
      `Khóa trên thiết bị không ký được bằng ${algorithm ?? 'thuật toán nào'}.`,
    );
  }
  return algorithm;
}

function createKeyRing(owner: OwnerProcess, options: Pkcs11Options) {
  let known: ChosenKey[] = [];
  const look = async (): Promise<ModuleReport> => {
    const report = await owner.request({ op: 'look' });
    if (report === undefined) {
      throw new SignerError('signer.device', 'Thiết bị ký số không trả lời. Rút ra cắm lại rồi thử lại.');
    }
    known = listKeys(report, options);
    return report;
  };
  const get = async (id: string): Promise<ChosenKey> => {
    const find = (): ChosenKey | undefined => known.find(({ identity }) => identity.id === id);
    const found = find() ?? (await look().then(find));
    if (found === undefined) {
      throw new SignerError(
        'signer.no_key',
        'Không thấy thiết bị có chứng thư này. Cắm đúng thiết bị ký số rồi làm lại.',
      );
    }
    return found;
  };
  return { look, get, list: () => known.map(({ identity }) => identity) };
}

type SignCommand = Extract<OwnerCommand, { op: 'sign' }>;

/** Login is asked for only when the owner says so: after a start, a crash, or when the last one was forgotten. */
async function signWithLogin(
  owner: OwnerProcess,
  command: SignCommand,
  askPin: () => Promise<Uint8Array | undefined>,
  hooks: { onItem: (item: ItemResult) => void; signal?: AbortSignal },
): Promise<void> {
  try {
    await owner.request(command, hooks);
  } catch (error) {
    if (!(error instanceof SignerError) || error.code !== 'signer.pin_needed') {
      throw error;
    }
    const pin = await askPin();
    await owner.request({ op: 'login', token: command.token, pin });
    pin?.fill(0);
    await owner.request(command, hooks);
  }
}

function createBatches(owner: OwnerProcess, options: Pkcs11Options, keys: ReturnType<typeof createKeyRing>) {
  const idle = options.idle ?? 0;
  let timer: NodeJS.Timeout | undefined;

  const forgetLater = (): void => {
    clearTimeout(timer);
    if (idle > 0 && Number.isFinite(idle)) {
      timer = setTimeout(() => void owner.request({ op: 'forget' }).catch(() => undefined), idle).unref();
    }
  };
  const sign = async (request: SigningRequest, hooks: SignOptions): Promise<ItemOutcome[]> => {
    const { identity, token } = await keys.get(request.identityId);
    const outcomes: (ItemOutcome | undefined)[] = request.items.map(() => undefined);
    const onItem = (item: ItemResult): void => {
      const outcome = outcomeOf(item);
      outcomes[item.index] = outcome;
      hooks.onItem?.(item.index, outcome);
    };
    const askPin = async (): Promise<Uint8Array | undefined> => {
      if (token.hasPinPad) {
        return undefined;
      }
      const report = await keys.look();
      const state = report.tokens.find(({ serial }) => serial === token.serial)?.pin ?? token.pin;
      const question = { tokenLabel: token.label, tokenSerial: token.serial, state };
      return Buffer.from(await (hooks.pin ?? options.pin)(question), 'utf8');
    };
    const command: SignCommand = {
      op: 'sign',
      token: { serial: token.serial, ...(options.token?.slot === undefined ? {} : { slot: options.token.slot }) },
      key: {
        certificate: identity.certificate,
        ...(options.keyLabel === undefined ? {} : { label: options.keyLabel }),
      },
      algorithm: assertAlgorithm(request, identity),
      items: request.items.map(({ attrs }) => ({ data: attrs })),
      sessions: options.sessions ?? 1,
      keep: idle > 0,
    };
    clearTimeout(timer);
    try {
      const signal = hooks.signal === undefined ? {} : { signal: hooks.signal };
      await signWithLogin(owner, command, askPin, { onItem, ...signal });
    } catch (error) {
      // Nothing tried yet: the failure is of the whole. Otherwise what was signed is kept and the rest fails alike.
      if (!(error instanceof SignerError) || outcomes.every((outcome) => outcome === undefined)) {
        throw error;
      }
      return outcomes.map((outcome) => outcome ?? { error });
    } finally {
      forgetLater();
    }
    return outcomes.map(
      (outcome) => outcome ?? { error: new SignerError('signer.device', 'Thiết bị không trả kết quả.') },
    );
  };

  let last: Promise<unknown> = Promise.resolve();
  return {
    /** One after another, so that a PIN is asked for once. */
    sign(request: SigningRequest, hooks: SignOptions): Promise<ItemOutcome[]> {
      const mine = last.then(() => sign(request, hooks));
      last = mine.catch(() => undefined);
      return mine;
    },
    end: () => clearTimeout(timer),
  };
}

/**
 * Opens a PKCS#11 module in a process of its own; nothing of it is ever loaded here. The process starts when first needed,
 * again after a crash (the PIN is then asked again), and ends with `close`.
 * @example
 * const owner = openPkcs11({ module: '/usr/lib/softhsm/libsofthsm2.so', token: { label: 'Con dấu' }, pin: async () => secret });
 * const [identity] = await owner.identities();
 * const ticket = await owner.signer().begin({ identityId: identity.id, items, consent });
 */
export function openPkcs11(options: Pkcs11Options): Pkcs11Owner {
  if (options.certificate !== undefined && options.keyLabel === undefined) {
    throw new SignerError('signer.settings', 'Khóa có chứng thư ở ngoài thiết bị phải được chỉ bằng nhãn (keyLabel).');
  }
  const owner = superviseOwner(options);
  const keys = createKeyRing(owner, options);
  const batches = createBatches(owner, options, keys);
  const opened: Omit<Pkcs11Owner, 'signer'> = {
    async identities() {
      await keys.look();
      return keys.list();
    },
    health: () => keys.look(),
    sign: (request, hooks = {}) => batches.sign(request, hooks),
    pid: () => owner.pid(),
    isBusy: () => owner.isBusy(),
    async forget() {
      if (owner.pid() !== undefined) {
        await owner.request({ op: 'forget' });
      }
    },
    async close() {
      batches.end();
      await owner.close();
    },
  };
  const signer = createTokenSigner(opened);
  return { ...opened, signer: () => signer };
}
