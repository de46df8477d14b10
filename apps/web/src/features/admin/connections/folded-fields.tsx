import { ChevronDown } from 'lucide-react';
import { type ReactNode, useState } from 'react';

/** What has usual values and stays folded. */
export function FoldedFields({ label, hint, children }: { label: string; hint: string; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="conn-more" aria-expanded={open} onClick={() => setOpen(!open)}>
        <ChevronDown className="icon icon-16" aria-hidden />
        {label}
        <small>{hint}</small>
      </button>
      {open && children}
    </>
  );
}
