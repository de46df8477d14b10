import { FilePlus2 } from 'lucide-react';
import { useState } from 'react';
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

function boxOf(asked: string | null, boxes: readonly AgencyBox[], counts: Readonly<Record<string, number>>): AgencyBox {
  const named = boxes.find((box) => box === asked);
  return named ?? boxes.find((box) => (counts[box] ?? 0) > 0) ?? boxes[0] ?? 'agency';
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
  const waits = roles.has('leader') && (counts['to_approve'] ?? 0) > 0;
  const asked = params.get('ben');
  const side: Side = seesAgency && (asked === 'co-quan' || (asked === null && waits)) ? 'co-quan' : 'toi';
  const [choosing, setChoosing] = useState(false);
  const open = choosing || params.get('lap') !== null;
  const close = (): void => {
    setChoosing(false);
    if (params.get('lap') !== null) {
      put({ lap: undefined });
    }
  };
  const boxes = boxesFor(roles);
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
          <Button kind="primary" icon={FilePlus2} shortcut="F4" onClick={choose}>
            Lập đề nghị
          </Button>
        </div>
      </header>
      {side === 'toi' ? (
        <MySide />
      ) : (
        <AgencySide
          key={boxOf(params.get('ngan'), boxes, counts)}
          boxes={boxes}
          box={boxOf(params.get('ngan'), boxes, counts)}
          counts={counts}
          onBox={(box) => put({ ben: 'co-quan', ngan: box })}
          sign={sign}
        />
      )}
      {open && <NewRequestDialog mayStart={mine.data?.pages[0]?.mayStart ?? []} onClose={close} />}
    </div>
  );
}
