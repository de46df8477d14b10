const ISSUED_ON = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;

/** Parts of `2021-03-22`, `2021-03` or `2021` that are given. */
export interface IssuedOnParts {
  day?: number;
  month?: number;
  year?: number;
}

/** Reads the parts of a date of issue; a text of another shape, or a day that does not exist, gives nothing. */
export function splitIssuedOn(text: string | undefined): IssuedOnParts {
  const match = ISSUED_ON.exec(text ?? '');
  if (match === null || !isRealDate(match)) {
    return {};
  }
  const [, year, month, day] = match;
  return {
    year: Number(year),
    ...(month === undefined ? {} : { month: Number(month) }),
    ...(day === undefined ? {} : { day: Number(day) }),
  };
}

function isRealDate([, year, month = '01', day = '01']: RegExpExecArray): boolean {
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(day) && date.getUTCMonth() + 1 === Number(month);
}
