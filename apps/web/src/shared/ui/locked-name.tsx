/** In the place of the link to a file that was clean when it came and has malware in it by what is known now. */
export function LockedName({ name, malware }: { name: string; malware: string }) {
  return (
    <span className="soon">
      {name}: có mã độc {malware}, đã khóa
    </span>
  );
}
