import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { accountApi } from '../api/account-api.js';
import { noteSignedIn } from '../api/me.js';
import { Button } from '../design/Button.js';
import { ProblemNotice } from '../design/Notice.js';

/** One press instead of typing, where this service has a demo account to offer. Nothing anywhere else. */
export function DemoEntry() {
  const client = useQueryClient();
  const demo = useQuery({
    queryKey: ['demo'],
    queryFn: ({ signal }) => accountApi.demo(signal),
    retry: false,
    staleTime: Infinity,
  });
  const entry = useMutation({
    mutationFn: accountApi.signIn,
    onSuccess: (answer) => noteSignedIn(client, answer),
  });
  if (demo.data === undefined) return null;
  const { email, password } = demo.data;
  return (
    <div className="entry-demo">
      {entry.isError && <ProblemNotice error={entry.error} />}
      <Button wide pending={entry.isPending} onPress={() => entry.mutate({ email, password })}>
        {entry.isPending ? 'Signing in…' : 'Use the demo account'}
      </Button>
    </div>
  );
}
