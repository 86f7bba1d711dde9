import express, { type ErrorRequestHandler, type RequestHandler } from 'express';

/** Reads the form of an OAuth endpoint, before Nest would; what is no form is an error in the OAuth form too. */
export const oauthForm: readonly (RequestHandler | ErrorRequestHandler)[] = [
  express.urlencoded({ extended: false, limit: '16kb' }),
  (error: { status?: number }, _request, response, _next) => {
    response
      .status(error.status === 413 ? 413 : 400)
      .set('Cache-Control', 'no-store')
      .json({ error: 'invalid_request', error_description: 'the body is no form' });
  },
];
