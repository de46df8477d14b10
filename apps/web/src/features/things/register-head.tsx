import { Download, Printer, Upload } from 'lucide-react';
import type { ReactNode } from 'react';
import '../../shared/table/table.css';
import './things.css';
import { RegisterLinks } from '../../shared/shell/register-links.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { ProvedLink } from '../../shared/ui/proved-link.tsx';

interface RegisterHeadProps {
  here: string;
  title: string;
  /** Totals in words. */
  children: ReactNode;
  /** Address of the export as the rows stand; missing where there is none. */
  exportUrl?: string | undefined;
  onImport?: (() => void) | undefined;
  actions?: ReactNode;
}

export function RegisterHead({ here, title, children, exportUrl, onImport, actions }: RegisterHeadProps) {
  return (
    <>
      <RegisterLinks here={here} />
      <header className="page-head">
        <div>
          <h1>{title}</h1>
          <p>{children}</p>
        </div>
        <div className="page-actions no-print">
          <Button icon={Printer} className="thing-print" onClick={() => window.print()}>
            In
          </Button>
          {exportUrl !== undefined && (
            <ProvedLink className="btn" href={exportUrl}>
              <Download className="icon" aria-hidden />
              Xuất
            </ProvedLink>
          )}
          {onImport !== undefined && (
            <Button icon={Upload} onClick={onImport}>
              Nhập từ Excel
            </Button>
          )}
          {actions}
        </div>
      </header>
    </>
  );
}
