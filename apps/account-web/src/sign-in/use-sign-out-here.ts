import { useMutation, useQueryClient } from '@tanstack/react-query';
import { accountApi } from '../api/account-api.js';
import { noteOut } from '../api/who-is-in.js';

/** Signs this browser out, and nothing else. */
export function useSignOutHere() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => accountApi.signOutHere(),
    onSuccess: () => noteOut(client, 'signed-out'),
  });
}
