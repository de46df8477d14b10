import type { SigningItem, SigningPurposeName } from '@congvu/contracts';
import { Crosshair } from 'lucide-react';
import { PaperView } from '../../shared/paper/paper-view.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { SignaturePlace } from './signature-place.tsx';
import { useShownFile } from './signing-api.ts';

function showPlace(): void {
  document.querySelector('.sign-place')?.scrollIntoView({ block: 'center', behavior: 'smooth' });
}

interface SignPageProps {
  purpose: SigningPurposeName;
  item: SigningItem;
  signed: boolean;
  field: string;
  label: readonly string[];
  onOpened: () => void;
}

/** The very bytes that will be signed (the signed ones afterwards), with the place of the signature drawn on them. */
export function SignPage({ purpose, item, signed, field, label, onOpened }: SignPageProps) {
  const url = useShownFile(purpose, item, signed);
  return (
    <PaperView
      key={url}
      file={{ url, name: `${item.title}.pdf`, mediaType: 'application/pdf' }}
      onPages={onOpened}
      tools={
        signed ? null : (
          <Button kind="ghost" size="small" icon={Crosshair} onClick={showPlace}>
            Chỗ ký
          </Button>
        )
      }
      over={(page) => (signed ? null : <SignaturePlace page={page} field={field} label={label} />)}
    />
  );
}
