interface PersonOptionProps {
  person: { fullName: string; title: string; unitName: string };
}

/** Somebody in a list to choose from: the name, then post and unit. */
export function PersonOption({ person: { fullName, title, unitName } }: PersonOptionProps) {
  return (
    <span className="pick-option">
      <span>{fullName}</span>
      <small>
        {title}, {unitName}
      </small>
    </span>
  );
}
