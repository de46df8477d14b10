import type { ActFailure, ActOutcome, ActProblem, ActRequest, ActView } from '@congvu/pki/agent';
import type { SignerErrorCode } from '../errors.ts';
import type { FoundIdentity } from '../key-source.ts';

/** One thing on the list the person sees. */
export interface ActItem {
  key: string;
  /** As the office page named it. */
  of: { documentId: string; itemId?: string };
  title: string;
  /** Hex; of the file shown. Empty for a login. */
  digest: string;
  state: 'checking' | 'checked' | 'signed' | 'failed';
  problem: { code: SignerErrorCode; message: string } | undefined;
  data: Uint8Array;
  signature: Uint8Array | undefined;
}

export interface Act {
  id: string;
  /** Names the page where the person decides; known to the office page alone, and bound to one browser when opened. */
  pageId: string;
  pairingId: string;
  origin: string;
  request: ActRequest;
  identity: FoundIdentity;
  items: ActItem[];
  state: ActView['state'];
  expiresAt: number;
  /** What to tell the person before the next try, such as a wrong PIN. */
  message: string | undefined;
  outcome: ActOutcome | undefined;
  controller: AbortController;
}

const FAILURES: Partial<Record<SignerErrorCode, ActFailure>> = {
  'signer.pin_locked': 'pinLocked',
  'signer.expired': 'expired',
};

function problemsOf(items: readonly ActItem[]): ActProblem[] {
  return items.flatMap(({ of, problem }) => (problem === undefined ? [] : [{ ...of, ...problem }]));
}

/** What was signed and why the rest was not. */
export function end(act: Act, failure?: { code: SignerErrorCode; message: string }): void {
  const problems = problemsOf(act.items);
  const signatures = act.items.flatMap(({ of, signature }) =>
    signature === undefined ? [] : [{ ...of, signature: Buffer.from(signature).toString('base64') }],
  );
  const why = failure ?? act.items.find(({ problem }) => problem !== undefined)?.problem;
  act.state = 'ended';
  act.message = why?.message;
  act.outcome =
    signatures.length === 0 && why !== undefined
      ? { failed: FAILURES[why.code] ?? 'refused', code: why.code, message: why.message, problems }
      : { signatures, problems };
}

export function failOpenItems(act: Act, problem: { code: SignerErrorCode; message: string }): void {
  for (const item of act.items) {
    if (item.signature === undefined && item.problem === undefined) {
      item.problem = problem;
      item.state = 'failed';
    }
  }
}

export function viewAct(act: Act, pageUrl: string): ActView {
  const count = (state: ActItem['state']): number => act.items.filter((item) => item.state === state).length;
  return {
    actId: act.id,
    pageUrl,
    state: act.state,
    progress: { total: act.items.length, signed: count('signed'), failed: count('failed') },
    expiresAt: new Date(act.expiresAt).toISOString(),
    outcome: act.outcome ?? null,
  };
}
