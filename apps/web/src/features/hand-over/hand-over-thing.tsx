import type { HandOverView } from '@congvu/contracts';
import { formByCode } from '@congvu/forms';
import { useState } from 'react';
import { ColleaguePick } from '../../shared/pickers/colleague-pick.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { AppLink } from '../../shared/ui/link.tsx';
import { Chip } from '../../shared/ui/marks.tsx';
import { ErrorNote } from '../../shared/ui/notes.tsx';
import { ITEM_TONES, type Item } from './hand-over.text.ts';
import { useSettle } from './hand-over-api.ts';

type Choice = Item['choices'][number];

interface ChoosePersonProps {
  choice: Choice;
  without: string;
  busy: boolean;
  onCancel: () => void;
  onPick: (personId: string) => void;
}

function ChoosePerson({ choice, without, busy, onCancel, onPick }: ChoosePersonProps) {
  const [personId, setPersonId] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  return (
    <div className="ho-person">
      <ColleaguePick
        label={`${choice.label}: cho ai`}
        value={personId}
        without={without}
        onPick={(id) => setPersonId(id)}
        error={tried && personId === null ? 'Chưa chọn người nhận.' : undefined}
      />
      <Button
        kind="primary"
        busy={busy}
        onClick={() => {
          setTried(true);
          if (personId !== null) {
            onPick(personId);
          }
        }}
      >
        Chọn
      </Button>
      <Button kind="quiet" onClick={onCancel}>
        Thôi
      </Button>
    </div>
  );
}

/** What was chosen and where it led: the person, the form waiting to be signed. */
function Outcome({ item }: { item: Item }) {
  const chosen = item.choices.find(({ value }) => value === item.chosen);
  const said = [chosen?.label ?? '', item.chosenPersonName ?? ''].filter(Boolean).join(': ');
  return (
    <>
      {said !== '' && <small>{said}</small>}
      {item.requestLink !== null && (
        <small>
          <AppLink href={item.requestLink}>
            {item.form === null ? 'Mở đề nghị đã soạn' : `Mở ${formByCode(item.form).label} đã soạn`}
          </AppLink>
        </small>
      )}
    </>
  );
}

/** One thing of the leaving person: what it is, the choices, what the choice prepared. */
export function HandOverThing({ view, item }: { view: HandOverView; item: Item }) {
  const settle = useSettle(view.id);
  const [asking, setAsking] = useState<Choice>();
  const [again, setAgain] = useState(false);
  const editable = view.state === 'open' && view.abilities['proposals.settle_hand_over'] === true;
  const choosing = editable && item.choices.length > 0 && (item.state === 'open' || again);
  const choose = (choice: Choice, toPersonId?: string): void => {
    if (choice.needsPerson && toPersonId === undefined) {
      setAsking(choice);
      return;
    }
    settle.mutate(
      { items: [{ key: item.key, choice: choice.value, ...(toPersonId !== undefined && { toPersonId }) }] },
      {
        onSuccess: () => {
          setAsking(undefined);
          setAgain(false);
        },
      },
    );
  };
  return (
    <li className="ho-thing">
      <div>
        <p>{item.link === null ? <b>{item.label}</b> : <AppLink href={item.link}>{item.label}</AppLink>}</p>
        {item.detail !== '' && <small>{item.detail}</small>}
        <Outcome item={item} />
      </div>
      <Chip tone={ITEM_TONES[item.state]}>{item.stateLabel}</Chip>
      {choosing && asking === undefined && (
        <div className="ho-choices">
          {item.choices.map((choice) => (
            <Button
              key={choice.value}
              size="small"
              title={choice.hint}
              busy={settle.isPending && settle.variables?.items[0]?.choice === choice.value}
              onClick={() => choose(choice)}
            >
              {choice.label}
            </Button>
          ))}
          <ul>
            {item.choices
              .filter(({ hint }) => hint !== '')
              .map(({ value, label, hint }) => (
                <li key={value}>
                  {label}: {hint}
                </li>
              ))}
          </ul>
        </div>
      )}
      {asking !== undefined && (
        <ChoosePerson
          choice={asking}
          without={view.personId}
          busy={settle.isPending}
          onCancel={() => setAsking(undefined)}
          onPick={(personId) => choose(asking, personId)}
        />
      )}
      {editable && !choosing && item.state !== 'done' && item.choices.length > 1 && (
        <button type="button" className="link ho-again" onClick={() => setAgain(true)}>
          Chọn lại
        </button>
      )}
      {settle.isError && <ErrorNote title="Chưa ghi được" error={settle.error} />}
    </li>
  );
}
