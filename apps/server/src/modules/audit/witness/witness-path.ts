/** C2SP tlog-witness: submission prefix of this installation as a witness. */
export const WITNESS_PATH = '/api/audit/witness';
