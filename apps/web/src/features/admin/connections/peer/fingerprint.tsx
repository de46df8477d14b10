import { keyed } from '../../../../shared/ui/keyed.ts';

interface FingerprintProps {
  label: string;
  value: string;
  /** The last four groups are what the other side types. */
  marksEnd?: boolean;
}

/** Read aloud over the telephone: large, in groups, the part that is typed marked. */
export function Fingerprint({ label, value, marksEnd = false }: FingerprintProps) {
  const groups = value.split(' ');
  return (
    <figure className="peer-print">
      <figcaption>{label}</figcaption>
      <p className="num">
        {keyed(groups, (group) => group).map(({ key, item }, index) => (
          <span key={key} className={marksEnd && index >= groups.length - 4 ? 'is-end' : undefined}>
            {item}
          </span>
        ))}
      </p>
    </figure>
  );
}
