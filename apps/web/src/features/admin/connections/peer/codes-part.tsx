import type { PeerView } from '@congvu/contracts';
import { useState } from 'react';
import { showToast } from '../../../../shared/feedback/toast.tsx';
import { Button } from '../../../../shared/ui/button.tsx';
import { ErrorNote } from '../../../../shared/ui/notes.tsx';
import { CodePicks, usualCodes } from './code-picks.tsx';
import { useAcceptCodes } from './peers-api.ts';

/** Later changes: an agency came there, or one may no longer be spoken for. */
export function CodesPart({ peer }: { peer: PeerView }) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => usualCodes(peer.agencies, false));
  const accept = useAcceptCodes(() => showToast('Đã lưu các mã được chấp nhận.'));
  const may = peer.abilities['peers.accept_codes'];
  return (
    <section>
      <CodePicks agencies={peer.agencies} chosen={chosen} onChange={setChosen} />
      {accept.error !== null && <ErrorNote title="Chưa lưu được mã" error={accept.error} />}
      <p className="peer-acts">
        <Button
          busy={accept.isPending}
          reason={may === true ? undefined : may}
          onClick={() => accept.mutate({ id: peer.id, codes: [...chosen] })}
        >
          Lưu các mã được chấp nhận
        </Button>
      </p>
    </section>
  );
}
