import { Eye } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { FactsSection } from '../ui/facts.tsx';
import type { AskedDocument } from './readers-api.ts';
import { ReadersDialog } from './readers-dialog.tsx';

/** In the facts column of a document: who sees it and why. */
export function ReadersSection({ direction, id }: AskedDocument) {
  const [open, setOpen] = useState(false);
  return (
    <FactsSection title="Quyền xem">
      <Button icon={Eye} onClick={() => setOpen(true)}>
        Ai xem được
      </Button>
      {open && <ReadersDialog document={{ direction, id }} onClose={() => setOpen(false)} />}
    </FactsSection>
  );
}
