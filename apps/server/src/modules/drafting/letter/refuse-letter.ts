import { Nd30Error } from '@congvu/nd30';
import { type AppError, invalid } from '../../../platform/errors.ts';

/** The answer to a letter that the layout refuses; any other error goes on as it is. */
export function refuseLetter(error: unknown): AppError {
  if (!(error instanceof Nd30Error)) {
    throw error;
  }
  if (error.code === 'nd30.state_secret') {
    return invalid('documents.state_secret', error.message);
  }
  return invalid(
    'drafting.render_failed',
    `Chưa dựng được bản in: ${error.message} Sửa nội dung rồi thử lại.`,
    error.problems.map(({ path, message }) => ({ path, message })),
  );
}
