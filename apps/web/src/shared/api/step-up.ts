import type { ApiError } from './errors.ts';

/**
 * Some acts ask for a fresh proof of oneself. The dialog of the page registers here; requests wait for it and are sent again by
 * themselves, so that no screen has to know.
 */
type Ask = () => Promise<boolean>;

let dialog: Ask | undefined;
let asking: Promise<boolean> | undefined;
let proofs = 0;

export function registerStepUp(ask: Ask): () => void {
  dialog = ask;
  return () => {
    dialog = undefined;
  };
}

/** One dialog however many requests wait for it; false when the person turned it away. */
export function askProof(): Promise<boolean> {
  asking ??= (dialog?.() ?? Promise.resolve(false)).finally(() => {
    asking = undefined;
  });
  return asking;
}

/** The session has a new token since: what was on its way with the older one is refused and may be sent again. */
export function countProof(): void {
  proofs += 1;
}

export function proofCount(): number {
  return proofs;
}

/** Whether a refused request is worth sending once more; `before` is the count of proofs when it was sent. */
export async function isWorthRepeating(error: ApiError, before: number): Promise<boolean> {
  if (error.code === 'identity.step_up_required') {
    return askProof();
  }
  return error.code === 'identity.sign_in_required' && proofs !== before;
}
