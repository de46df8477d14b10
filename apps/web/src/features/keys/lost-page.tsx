import type { LossReport } from '@congvu/contracts';
import { ShieldCheck } from 'lucide-react';
import { Button } from '../../shared/ui/button.tsx';
import { LossAnswer } from './loss-answer.tsx';

/** The answer to a report of loss: it stands until it was read. */
export function LostPage({ report, onClose }: { report: LossReport; onClose: () => void }) {
  return (
    <div className="content keys lost">
      <header className="page-head">
        <div role="status">
          <h1>
            <ShieldCheck className="icon" aria-hidden />
            Đã khóa chứng thư
          </h1>
        </div>
      </header>
      <div className="sheet lost-sheet">
        <LossAnswer report={report} />
      </div>
      <Button className="lost-back" onClick={onClose}>
        Về chứng thư và khóa của tôi
      </Button>
    </div>
  );
}
