import { SmallSelect } from '../../shared/fields/small-select.tsx';
import { useAddress } from '../../shared/ui/address.ts';
import type { ThingState } from './states.text.ts';

interface AddressSelectProps {
  label: string;
  /** Under which name the choice stands in the address. */
  name: string;
  /** What is shown while nothing is chosen. */
  every: string;
  options: Readonly<Record<string, string>>;
}

/** One filter of a register; the choice stands in the address. */
export function AddressSelect({ label, name, every, options }: AddressSelectProps) {
  const { params, put } = useAddress();
  return (
    <SmallSelect<string>
      label={label}
      value={params.get(name) ?? ''}
      options={[
        { value: '', label: every },
        ...Object.entries(options).map(([value, text]) => ({ value, label: text })),
      ]}
      onChange={(value) => put({ [name]: value })}
    />
  );
}

export function StateSelect({ states }: { states: Readonly<Record<string, ThingState>> }) {
  const options = Object.fromEntries(Object.entries(states).map(([state, { label }]) => [state, label]));
  return <AddressSelect label="Trạng thái" name="the" every="Mọi trạng thái" options={options} />;
}
