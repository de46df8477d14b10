import type { ReactNode } from 'react';

/** A signature that is wanted now; the window for it belongs to another feature and is put in by the app. */
export interface SignAsk {
  purpose: 'requests.declare' | 'requests.approve' | 'requests.seal';
  ids: readonly string[];
  onClose: () => void;
}

export type RenderSign = (ask: SignAsk) => ReactNode;
