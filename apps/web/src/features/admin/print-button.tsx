import { Printer } from 'lucide-react';
import { Button } from '../../shared/ui/button.tsx';

/** The list as it stands on the screen, without rail, tabs and buttons. */
export function PrintButton() {
  return (
    <Button className="no-print" icon={Printer} onClick={() => window.print()}>
      In
    </Button>
  );
}
