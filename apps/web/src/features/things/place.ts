/** "Văn phòng, UBND xã Bình Lư"; where the unit is the agency itself, its name once. */
export function placeOf(thing: { unitName: string; agencyName: string }): string {
  const { unitName, agencyName } = thing;
  return unitName === '' || unitName === agencyName ? agencyName : `${unitName}, ${agencyName}`;
}
