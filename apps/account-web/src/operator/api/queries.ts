import { useInfiniteQuery, useQuery, keepPreviousData } from '@tanstack/react-query';
import { operatorApi } from './operator-api.js';
import type { DeviceClass } from './shapes.js';

/** Lists have no stream of their own. */
const LOOK_AGAIN_MS = 5_000;

export const CAMPAIGNS = ['campaigns'] as const;
export const campaignKey = (id: string) => ['campaign', id] as const;

export function useCampaigns() {
  return useInfiniteQuery({
    queryKey: CAMPAIGNS,
    queryFn: ({ pageParam, signal }) => operatorApi.campaigns(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    select: ({ pages }) => pages.flatMap(({ campaigns }) => campaigns),
    refetchInterval: LOOK_AGAIN_MS,
  });
}

export function useClasses() {
  return useQuery({
    queryKey: ['classes'],
    queryFn: ({ signal }) => operatorApi.classes(signal),
    staleTime: 60_000,
  });
}

/** @param chosen null while the form says nothing that could be looked up */
export function usePreview(chosen: DeviceClass | null) {
  return useQuery({
    queryKey: ['preview', chosen],
    queryFn: ({ signal }) => operatorApi.preview(chosen ?? {}, signal),
    enabled: chosen !== null,
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_AGAIN_MS,
    staleTime: 0,
  });
}
