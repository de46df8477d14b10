import { FilePlus2 } from 'lucide-react';
import { useRef, useState } from 'react';
import '../requests.css';
import { useRoles } from '../../../shared/session/me.ts';
import { formatNumber } from '../../../shared/text/dates.ts';
import { useAddress } from '../../../shared/ui/address.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { useHotkeys } from '../../../shared/ui/hotkeys.ts';
import { Segments } from '../../../shared/ui/tabs.tsx';
import { useRequests } from '../requests-api.ts';
import type { RenderSign } from '../sign-ask.ts';
import { type AgencyBox, AgencySide } from './agency-side.tsx';
import { MySide } from './my-side.tsx';
import { NewRequestDialog } from './new-request-dialog.tsx';

type Side = 'toi' | 'co-quan';

const SEES_AGENCY = ['clerk', 'leader', 'focal', 'auditor', 'unit_head'];

function boxesFor(roles: ReadonlySet<string>): AgencyBox[] {
  return [
    ...(roles.has('leader') || roles.has('unit_head') ? (['to_approve'] as const) : []),
    ...(roles.has('clerk') ? (['to_seal'] as const) : []),
    'agency',
  ];
}

interface FirstView {
  side: Side;
  box: AgencyBox;
}

/** Opens where work waits; what is done there afterwards does not turn the page. */
function useFirstView(
  counts: Readonly<Record<string, number>> | undefined,
  boxes: readonly AgencyBox[],
  isLeader: boolean,
): FirstView {
  const first = useRef<FirstView>(undefined);
  if (first.current === undefined && counts !== undefined) {
    first.current = {
      side: isLeader && (counts['to_approve'] ?? 0) > 0 ? 'co-quan' : 'toi',
      box: boxes.find((box) => (counts[box] ?? 0) > 0) ?? boxes[0] ?? 'agency',
    };
  }
  return first.current ?? { side: 'toi', box: boxes[0] ?? 'agency' };
}

function summary(counts: Readonly<Record<string, number>>): string {
  const parts = [
    (counts['to_declare'] ?? 0) > 0 ? `${formatNumber(counts['to_declare'] ?? 0)} chờ tôi ký` : '',
    (counts['to_approve'] ?? 0) > 0 ? `${formatNumber(counts['to_approve'] ?? 0)} chờ thủ trưởng duyệt` : '',
    (counts['to_seal'] ?? 0) > 0 ? `${formatNumber(counts['to_seal'] ?? 0)} chờ đóng dấu` : '',
  ].filter(Boolean);
  return parts.length === 0 ? 'Chữ ký số, tài khoản, thư công vụ theo Mẫu 01 đến Mẫu số 10.' : `${parts.join(', ')}.`;
}

/** Đề nghị: what is mine, and what is the agency's. */
export function RequestsPage({ sign }: { sign: RenderSign }) {
  const roles = useRoles();
  const { params, put } = useAddress();
  const mine = useRequests({ box: 'mine' });
  const counts = mine.data?.pages[0]?.counts ?? {};
  const seesAgency = SEES_AGENCY.some((role) => roles.has(role));
  const boxes = boxesFor(roles);
  const first = useFirstView(mine.data === undefined ? undefined : counts, boxes, roles.has('leader'));
  const asked = params.get('ben');
  const side: Side = !seesAgency ? 'toi' : asked === 'co-quan' || asked === 'toi' ? asked : first.side;
  const box = boxes.find((one) => one === params.get('ngan')) ?? first.box;
  const [choosing, setChoosing] = useState(false);
  const open = choosing || params.get('lap') !== null;
  const close = (): void => {
    setChoosing(false);
    if (params.get('lap') !== null) {
      put({ lap: undefined });
    }
  };
  const choose = (): void => setChoosing(true);
  useHotkeys({ F4: choose });
  return (
    <div className="content req-home">
      <header className="page-head">
        <div>
          <h1>Đề nghị</h1>
          <p>{mine.data === undefined ? 'Đang xem đề nghị…' : summary(counts)}</p>
        </div>
        <div className="page-actions">
          {seesAgency && (
            <Segments
              label="Xem đề nghị"
              tabs={[
                { key: 'toi', label: 'Của tôi' },
                { key: 'co-quan', label: 'Cơ quan' },
              ]}
              active={side}
              onChange={(key) => put({ ben: key, ngan: undefined })}
            />
          )}
          {/* Where something waits for this person, that is the act of the page. */}
          <Button kind={side === 'toi' ? 'primary' : 'default'} icon={FilePlus2} shortcut="F4" onClick={choose}>
            Lập đề nghị
          </Button>
        </div>
      </header>
      {side === 'toi' ? (
        <MySide />
      ) : (
        <AgencySide
          key={box}
          boxes={boxes}
          box={box}
          counts={counts}
          onBox={(next) => put({ ben: 'co-quan', ngan: next })}
          sign={sign}
        />
      )}
      {open && <NewRequestDialog mayStart={mine.data?.pages[0]?.mayStart ?? []} onClose={close} />}
    </div>
  );
}
