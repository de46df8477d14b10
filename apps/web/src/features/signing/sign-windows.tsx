import type { SigningBatch } from '@congvu/contracts';
import { AgentWindow, PhoneWindow } from './device-windows.tsx';
import { PinWindow } from './pin-window.tsx';
import { WORDS } from './signing.text.ts';
import type { Act } from './use-act.ts';

interface SignWindowsProps {
  batch: SigningBatch;
  act: Act;
  count: number;
  busy: boolean;
  phone: { waits: boolean; cancelling: boolean; error: unknown; onCancel: () => void; onLeave: () => void };
}

/** The one window over the review: PIN or code typed here, the program on this computer, or the phone. */
export function SignWindows({ batch, act, count, busy, phone }: SignWindowsProps) {
  if (act.asking === 'pin' || act.asking === 'code') {
    return act.accepted ? null : (
      <PinWindow
        batch={batch}
        kind={act.asking}
        count={count}
        busy={busy}
        error={act.error}
        onSign={act.type}
        onCancel={act.dismiss}
      />
    );
  }
  if (act.asking === 'agent') {
    return (
      <AgentWindow act={act} count={count} busy={busy} label={batch.device.label} noun={WORDS[batch.purpose].noun} />
    );
  }
  if (phone.waits) {
    return (
      <PhoneWindow
        batch={batch}
        cancelling={phone.cancelling}
        error={phone.error}
        onCancel={phone.onCancel}
        onLeave={phone.onLeave}
      />
    );
  }
  return null;
}
