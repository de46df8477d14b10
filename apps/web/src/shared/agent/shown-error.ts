import { AgentError } from '@congvu/pki/agent';
import { ApiError } from '../api/errors.ts';

/** The signing programs on the computer speak Vietnamese with a code, like the office; anything else stays what it is. */
export function shownError(error: unknown): unknown {
  const speaks = error instanceof AgentError || (error instanceof Error && error.name === 'PkiError');
  if (!speaks) {
    return error;
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'agent.answer';
  return new ApiError(0, code, error.message, [], '');
}
