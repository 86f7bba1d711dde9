import type { ServerResponse } from 'node:http';
import { SignoffError } from '#libs/errors';
import { sendProblem } from '#libs/service-runtime';

/** Answers with the registered error; false for any other, which is the service's own. */
export function sendRefusal(response: ServerResponse, error: unknown): boolean {
  if (!(error instanceof SignoffError)) return false;
  sendProblem(response, error);
  return true;
}
