/** Everybody's, for acts that ask for it again. */
export const PASSWORD = 'Ruong-bac-thang-2021';
