/** Raises every signature whose next step is due. */
export const RAISE_JOB = 'signing.raise';
