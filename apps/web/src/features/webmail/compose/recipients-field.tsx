import type { MailAddress, MailContact } from '@congvu/contracts';
import { Select } from 'antd';
import { X } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { useDelayed } from '../../../shared/pickers/use-delayed.ts';
import { matchesWords } from '../../../shared/text/names.ts';
import { addPeople, freeDomain, readAddress, readPasted } from './addresses.ts';
import { useContacts } from './compose-api.ts';

interface RecipientsFieldProps {
  boxId: string;
  label: string;
  people: readonly MailAddress[];
  onChange: (people: MailAddress[]) => void;
  disabled: boolean;
  autoFocus?: boolean;
  /** At the end of the line: "Đồng gửi", "Gửi kín". */
  more?: ReactNode;
}

const GROUP: Record<MailContact['source'], string> = {
  directory: 'Danh bạ công vụ',
  agency: 'Hộp thư đơn vị',
  seen: 'Đã trao đổi thư',
};

interface Choice {
  value: string;
  title: string;
  label: ReactNode;
}

function choice({ name, address, detail }: MailContact): Choice {
  const free = freeDomain(address) !== undefined;
  return {
    value: address,
    title: name === '' ? address : name,
    label: (
      <span className="pick-option is-two">
        <span>{name === '' ? address : name}</span>
        <small>
          <span className="num">{address}</span>
          {detail !== '' && `, ${detail}`}
          {free && <span className="soon">, thư miễn phí</span>}
        </small>
      </span>
    ),
  };
}

/** Official addresses first; what is typed in full stands last, so that Enter takes the first match. */
function choices(found: readonly MailContact[], typed: MailAddress | undefined) {
  const groups = Map.groupBy(found, ({ source }) => source);
  const known = found.some(({ address }) => address.toLowerCase() === typed?.address.toLowerCase());
  const own = typed === undefined || known ? [] : [choice({ ...typed, detail: '', source: 'seen' })];
  return [
    ...(['directory', 'agency', 'seen'] as const).flatMap((source) => {
      const options = groups.get(source)?.map(choice) ?? [];
      return options.length === 0 ? [] : [{ label: GROUP[source], options }];
    }),
    ...(own.length === 0 ? [] : [{ label: 'Địa chỉ vừa gõ', options: own }]),
  ];
}

function Receiver({ person, onDrop }: { person: MailAddress | undefined; onDrop: () => void }) {
  const { name = '', address = '' } = person ?? {};
  const free = freeDomain(address) !== undefined;
  const shown = name === '' ? address : name;
  return (
    <span className={free ? 'mail-to is-free' : 'mail-to'} title={free ? `${address}: hộp thư miễn phí` : address}>
      <span>
        {shown}
        {free && <span className="visually-hidden">, hộp thư miễn phí</span>}
      </span>
      <button
        type="button"
        tabIndex={-1}
        aria-label={`Bỏ ${shown}`}
        onMouseDown={(event) => event.preventDefault()}
        onClick={onDrop}
      >
        <X className="icon icon-16" aria-hidden />
      </button>
    </span>
  );
}

function isAmong(people: readonly MailAddress[], address: string): boolean {
  return people.some((one) => one.address.toLowerCase() === address.toLowerCase());
}

/** Receivers by name or address, with or without accents; a list may be pasted. */
export function RecipientsField(props: RecipientsFieldProps) {
  const { boxId, label, people, onChange, disabled, more } = props;
  const id = useId();
  const [typed, setTyped] = useState('');
  const [asked, setAsked] = useState<MailContact[]>([]);
  const q = useDelayed(typed.trim());
  const contacts = useContacts(boxId, q);
  // The answer may still be that of a word before: Enter must never take what does not match.
  const found =
    typed.trim().length > 1
      ? (contacts.data?.items ?? []).filter(
          ({ name, address, detail }) =>
            matchesWords(`${name} ${address} ${detail}`, typed.trim()) && !isAmong(people, address),
        )
      : [];
  const own = readAddress(typed);
  const add = (more: readonly MailAddress[]): void => {
    onChange(addPeople(people, more));
    setTyped('');
  };
  const type = (text: string): void => {
    const pasted = readPasted(text);
    if (pasted === undefined) {
      setTyped(text);
      setAsked(found);
    } else {
      add(pasted);
    }
  };
  const pick = (address: string): void => {
    const contact = [...found, ...asked].find((one) => one.address === address);
    add([contact === undefined ? (own ?? { name: '', address }) : { name: contact.name, address }]);
  };
  return (
    <div className="mail-line">
      <label htmlFor={id}>{label}</label>
      <Select<string[]>
        id={id}
        mode="multiple"
        variant="borderless"
        autoFocus={props.autoFocus === true}
        disabled={disabled}
        value={people.map(({ address }) => address)}
        suffixIcon={null}
        showSearch={{ searchValue: typed, filterOption: false, onSearch: type }}
        options={choices(found, own === undefined || isAmong(people, own.address) ? undefined : own)}
        optionLabelProp="title"
        notFoundContent={
          typed.trim().length < 2
            ? null
            : contacts.isFetching
              ? 'Đang tìm…'
              : 'Không có trong danh bạ. Gõ đủ địa chỉ, ví dụ vanthu.binhlu@laichau.gov.vn.'
        }
        onSelect={pick}
        onDeselect={(address) => onChange(people.filter((one) => one.address !== address))}
        onBlur={() => own !== undefined && add([own])}
        tagRender={({ value, onClose }) => (
          <Receiver person={people.find(({ address }) => address === value)} onDrop={() => onClose()} />
        )}
      />
      <span>{more}</span>
    </div>
  );
}
