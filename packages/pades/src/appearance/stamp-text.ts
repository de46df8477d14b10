/** Vietnam has kept +07:00 since 1975; ISO 8601 wants the zone written. */
const ZONE_MS = 7 * 3_600_000;

function vietnamParts(at: Date): { day: string; time: string } {
  const iso = new Date(at.getTime() + ZONE_MS).toISOString();
  const [year, month, day] = iso.slice(0, 10).split('-');
  return { day: `${day}/${month}/${year}`, time: `${iso.slice(11, 19)} +07:00` };
}

/**
 * Text of the organisation's signature on a separate attachment (Decree 30/2020, Annex I):
 * `Số: <số ký hiệu>; <ngày/tháng/năm>; <giờ:phút:giây> +07:00`.
 */
export function attachmentStampText(numberSymbol: string, at: Date): string {
  const { day, time } = vietnamParts(at);
  return `Số: ${numberSymbol}; ${day}; ${time}`;
}

/** Text of the organisation's signature on an electronic copy (ô 14): `<Hình thức sao>; <tên cơ quan>; <ngày>; <giờ>`. */
export function copyStampText(copyForm: string, organisation: string, at: Date): string {
  const { day, time } = vietnamParts(at);
  return `${copyForm}; ${organisation}; ${day}; ${time}`;
}
