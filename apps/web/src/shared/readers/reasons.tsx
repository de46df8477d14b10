import { CircleCheck, CircleSlash } from 'lucide-react';
import './readers.css';

interface YesNoProps {
  allowed: boolean;
  yes: string;
  no: string;
  reasons: readonly string[];
}

/** Yes or no as a sentence, then every reason. */
export function YesNo({ allowed, yes, no, reasons }: YesNoProps) {
  const Icon = allowed ? CircleCheck : CircleSlash;
  return (
    <div className={allowed ? 'why-verdict is-yes' : 'why-verdict'}>
      <Icon className="icon" aria-hidden />
      <div>
        <b>{allowed ? yes : no}</b>
        <Reasons reasons={reasons} />
      </div>
    </div>
  );
}

export function Reasons({ reasons }: { reasons: readonly string[] }) {
  return (
    <ul className="why-reasons">
      {reasons.map((reason) => (
        <li key={reason}>{reason}</li>
      ))}
    </ul>
  );
}
