import { useMutation, useQueryClient } from '@tanstack/react-query';
import { accountApi } from '../api/account-api.js';
import { noteSignedOut } from '../api/me.js';

/** Signs this browser out, and nothing else. */
export function useSignOutHere() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => accountApi.signOutHere(),
    onSuccess: () => noteSignedOut(client, 'signed-out'),
  });
}
