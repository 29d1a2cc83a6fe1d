/** All rules. Generated from the files beside it by `npm run generate`. */
import { rule as costChainedViews } from './cost/chained-views.ts';
import { rule as costCiScheduleIncreased } from './cost/ci-schedule-increased.ts';
import { rule as costCrossJoin } from './cost/cross-join.ts';
import { rule as costFullRefreshForced } from './cost/full-refresh-forced.ts';
import { rule as costIncrementalFilterRemoved } from './cost/incremental-filter-removed.ts';
import { rule as costIncrementalPredicatesRemoved } from './cost/incremental-predicates-removed.ts';
import { rule as costIncrementalToFull } from './cost/incremental-to-full.ts';
import { rule as costLargeFile } from './cost/large-file.ts';
import { rule as costNonPrunablePredicate } from './cost/non-prunable-predicate.ts';
import { rule as costOrphanedModel } from './cost/orphaned-model.ts';
import { rule as costPartitionFilterMissing } from './cost/partition-filter-missing.ts';
import { rule as costPartitionRemoved } from './cost/partition-removed.ts';
import { rule as costRunnerUpsized } from './cost/runner-upsized.ts';
import { rule as costScheduleIncreased } from './cost/schedule-increased.ts';
import { rule as costSeedTooLarge } from './cost/seed-too-large.ts';
import { rule as costUnboundedBackfill } from './cost/unbounded-backfill.ts';
import { rule as costUnionDistinct } from './cost/union-distinct.ts';
import { rule as costUnusedJoin } from './cost/unused-join.ts';
import { rule as costViewFanout } from './cost/view-fanout.ts';
import { rule as costWarehouseUpsized } from './cost/warehouse-upsized.ts';
import { rule as docsChangelogMissing } from './docs/changelog-missing.ts';
import { rule as docsColumnDocStale } from './docs/column-doc-stale.ts';
import { rule as docsDescriptionConflict } from './docs/description-conflict.ts';
import { rule as docsDescriptionDrift } from './docs/description-drift.ts';
import { rule as docsDescriptionRemoved } from './docs/description-removed.ts';
import { rule as docsDocBlockMismatch } from './docs/doc-block-mismatch.ts';
import { rule as docsDocBlockMissing } from './docs/doc-block-missing.ts';
import { rule as docsExposureIncomplete } from './docs/exposure-incomplete.ts';
import { rule as docsLinkBroken } from './docs/link-broken.ts';
import { rule as docsMacroUndocumented } from './docs/macro-undocumented.ts';
import { rule as docsNewColumnUndocumented } from './docs/new-column-undocumented.ts';
import { rule as docsNewModelUndocumented } from './docs/new-model-undocumented.ts';
import { rule as docsPlaceholder } from './docs/placeholder.ts';
import { rule as docsPublicModelUndocumented } from './docs/public-model-undocumented.ts';
import { rule as docsReferenceStale } from './docs/reference-stale.ts';
import { rule as docsYmlOrphan } from './docs/yml-orphan.ts';
import { rule as governanceAccessOpened } from './governance/access-opened.ts';
import { rule as governanceActionUnpinned } from './governance/action-unpinned.ts';
import { rule as governanceCrossEnvironmentRef } from './governance/cross-environment-ref.ts';
import { rule as governanceDataDestroyedIac } from './governance/data-destroyed-iac.ts';
import { rule as governanceDependencySource } from './governance/dependency-source.ts';
import { rule as governanceExposureOnPrivate } from './governance/exposure-on-private.ts';
import { rule as governanceGateWeakened } from './governance/gate-weakened.ts';
import { rule as governanceGrantWidened } from './governance/grant-widened.ts';
import { rule as governanceInjectionSuspected } from './governance/injection-suspected.ts';
import { rule as governanceLicenceChanged } from './governance/licence-changed.ts';
import { rule as governanceMaskRemoved } from './governance/mask-removed.ts';
import { rule as governanceNetworkOpened } from './governance/network-opened.ts';
import { rule as governanceOwnerMissing } from './governance/owner-missing.ts';
import { rule as governanceOwnersRemoved } from './governance/owners-removed.ts';
import { rule as governancePackageUnpinned } from './governance/package-unpinned.ts';
import { rule as governancePiiExposed } from './governance/pii-exposed.ts';
import { rule as governancePiiInSeed } from './governance/pii-in-seed.ts';
import { rule as governancePiiTagDropped } from './governance/pii-tag-dropped.ts';
import { rule as governancePiiUnclassified } from './governance/pii-unclassified.ts';
import { rule as governanceProtectionWeakened } from './governance/protection-weakened.ts';
import { rule as governancePublicGrant } from './governance/public-grant.ts';
import { rule as governancePublicWithoutContract } from './governance/public-without-contract.ts';
import { rule as governanceRequiredMetaMissing } from './governance/required-meta-missing.ts';
import { rule as governanceSecretCommitted } from './governance/secret-committed.ts';
import { rule as governanceUnsafeHook } from './governance/unsafe-hook.ts';
import { rule as governanceUntrustedCheckout } from './governance/untrusted-checkout.ts';
import { rule as governanceVersionDroppedEarly } from './governance/version-dropped-early.ts';
import { rule as governanceWorkflowInjection } from './governance/workflow-injection.ts';
import { rule as governanceWorkflowPermissionsWidened } from './governance/workflow-permissions-widened.ts';
import { rule as qualityAcceptedValuesDrift } from './quality/accepted-values-drift.ts';
import { rule as qualityAmbiguousColumn } from './quality/ambiguous-column.ts';
import { rule as qualityBiDatasetBroken } from './quality/bi-dataset-broken.ts';
import { rule as qualityColumnRemovedInUse } from './quality/column-removed-in-use.ts';
import { rule as qualityConfigColumnMissing } from './quality/config-column-missing.ts';
import { rule as qualityConflictMarker } from './quality/conflict-marker.ts';
import { rule as qualityContractBroken } from './quality/contract-broken.ts';
import { rule as qualityDagRemovedInUse } from './quality/dag-removed-in-use.ts';
import { rule as qualityDebugLeft } from './quality/debug-left.ts';
import { rule as qualityDuplicateColumn } from './quality/duplicate-column.ts';
import { rule as qualityDuplicateResource } from './quality/duplicate-resource.ts';
import { rule as qualityFilterChanged } from './quality/filter-changed.ts';
import { rule as qualityFocusedTest } from './quality/focused-test.ts';
import { rule as qualityFreshnessRemoved } from './quality/freshness-removed.ts';
import { rule as qualityGrainChanged } from './quality/grain-changed.ts';
import { rule as qualityGroupByBroken } from './quality/group-by-broken.ts';
import { rule as qualityHardcodedRelation } from './quality/hardcoded-relation.ts';
import { rule as qualityIncrementalNoUniqueKey } from './quality/incremental-no-unique-key.ts';
import { rule as qualityIncrementalSchemaDrift } from './quality/incremental-schema-drift.ts';
import { rule as qualityJoinFanout } from './quality/join-fanout.ts';
import { rule as qualityJoinTypeNarrowed } from './quality/join-type-narrowed.ts';
import { rule as qualityKeyTestRemoved } from './quality/key-test-removed.ts';
import { rule as qualityKeyWithoutTest } from './quality/key-without-test.ts';
import { rule as qualityLayeringViolation } from './quality/layering-violation.ts';
import { rule as qualityMacroSignatureChanged } from './quality/macro-signature-changed.ts';
import { rule as qualityMetricBroken } from './quality/metric-broken.ts';
import { rule as qualityMigrationDestructive } from './quality/migration-destructive.ts';
import { rule as qualityMigrationDropInUse } from './quality/migration-drop-in-use.ts';
import { rule as qualityMigrationEdited } from './quality/migration-edited.ts';
import { rule as qualityMigrationEnumValue } from './quality/migration-enum-value.ts';
import { rule as qualityMigrationIgnored } from './quality/migration-ignored.ts';
import { rule as qualityMigrationLocking } from './quality/migration-locking.ts';
import { rule as qualityMigrationTransaction } from './quality/migration-transaction.ts';
import { rule as qualityMigrationVersion } from './quality/migration-version.ts';
import { rule as qualityMigrationViewReplaced } from './quality/migration-view-replaced.ts';
import { rule as qualityModelRemovedInUse } from './quality/model-removed-in-use.ts';
import { rule as qualityNondeterministic } from './quality/nondeterministic.ts';
import { rule as qualityNullComparison } from './quality/null-comparison.ts';
import { rule as qualityRefCycle } from './quality/ref-cycle.ts';
import { rule as qualityRelationMoved } from './quality/relation-moved.ts';
import { rule as qualitySelectStarWide } from './quality/select-star-wide.ts';
import { rule as qualitySnapshotConfigChanged } from './quality/snapshot-config-changed.ts';
import { rule as qualitySourceRepointed } from './quality/source-repointed.ts';
import { rule as qualitySyntaxBroken } from './quality/syntax-broken.ts';
import { rule as qualityTestDisabled } from './quality/test-disabled.ts';
import { rule as qualityTestWeakened } from './quality/test-weakened.ts';
import { rule as qualityTestsUnread } from './quality/tests-unread.ts';
import { rule as qualityTypeChanged } from './quality/type-changed.ts';
import { rule as qualityUnionMismatch } from './quality/union-mismatch.ts';
import { rule as qualityUnknownColumn } from './quality/unknown-column.ts';
import { rule as qualityUnresolvedRef } from './quality/unresolved-ref.ts';
import { rule as qualityUnusedIsIncremental } from './quality/unused-is-incremental.ts';
import { rule as qualityVariableRemoved } from './quality/variable-removed.ts';
import type { Rule } from './rule.ts';

/** In code-unit order of their ids. */
export const rules: readonly Rule[] = [
  costChainedViews,
  costCiScheduleIncreased,
  costCrossJoin,
  costFullRefreshForced,
  costIncrementalFilterRemoved,
  costIncrementalPredicatesRemoved,
  costIncrementalToFull,
  costLargeFile,
  costNonPrunablePredicate,
  costOrphanedModel,
  costPartitionFilterMissing,
  costPartitionRemoved,
  costRunnerUpsized,
  costScheduleIncreased,
  costSeedTooLarge,
  costUnboundedBackfill,
  costUnionDistinct,
  costUnusedJoin,
  costViewFanout,
  costWarehouseUpsized,
  docsChangelogMissing,
  docsColumnDocStale,
  docsDescriptionConflict,
  docsDescriptionDrift,
  docsDescriptionRemoved,
  docsDocBlockMismatch,
  docsDocBlockMissing,
  docsExposureIncomplete,
  docsLinkBroken,
  docsMacroUndocumented,
  docsNewColumnUndocumented,
  docsNewModelUndocumented,
  docsPlaceholder,
  docsPublicModelUndocumented,
  docsReferenceStale,
  docsYmlOrphan,
  governanceAccessOpened,
  governanceActionUnpinned,
  governanceCrossEnvironmentRef,
  governanceDataDestroyedIac,
  governanceDependencySource,
  governanceExposureOnPrivate,
  governanceGateWeakened,
  governanceGrantWidened,
  governanceInjectionSuspected,
  governanceLicenceChanged,
  governanceMaskRemoved,
  governanceNetworkOpened,
  governanceOwnerMissing,
  governanceOwnersRemoved,
  governancePackageUnpinned,
  governancePiiExposed,
  governancePiiInSeed,
  governancePiiTagDropped,
  governancePiiUnclassified,
  governanceProtectionWeakened,
  governancePublicGrant,
  governancePublicWithoutContract,
  governanceRequiredMetaMissing,
  governanceSecretCommitted,
  governanceUnsafeHook,
  governanceUntrustedCheckout,
  governanceVersionDroppedEarly,
  governanceWorkflowInjection,
  governanceWorkflowPermissionsWidened,
  qualityAcceptedValuesDrift,
  qualityAmbiguousColumn,
  qualityBiDatasetBroken,
  qualityColumnRemovedInUse,
  qualityConfigColumnMissing,
  qualityConflictMarker,
  qualityContractBroken,
  qualityDagRemovedInUse,
  qualityDebugLeft,
  qualityDuplicateColumn,
  qualityDuplicateResource,
  qualityFilterChanged,
  qualityFocusedTest,
  qualityFreshnessRemoved,
  qualityGrainChanged,
  qualityGroupByBroken,
  qualityHardcodedRelation,
  qualityIncrementalNoUniqueKey,
  qualityIncrementalSchemaDrift,
  qualityJoinFanout,
  qualityJoinTypeNarrowed,
  qualityKeyTestRemoved,
  qualityKeyWithoutTest,
  qualityLayeringViolation,
  qualityMacroSignatureChanged,
  qualityMetricBroken,
  qualityMigrationDestructive,
  qualityMigrationDropInUse,
  qualityMigrationEdited,
  qualityMigrationEnumValue,
  qualityMigrationIgnored,
  qualityMigrationLocking,
  qualityMigrationTransaction,
  qualityMigrationVersion,
  qualityMigrationViewReplaced,
  qualityModelRemovedInUse,
  qualityNondeterministic,
  qualityNullComparison,
  qualityRefCycle,
  qualityRelationMoved,
  qualitySelectStarWide,
  qualitySnapshotConfigChanged,
  qualitySourceRepointed,
  qualitySyntaxBroken,
  qualityTestDisabled,
  qualityTestWeakened,
  qualityTestsUnread,
  qualityTypeChanged,
  qualityUnionMismatch,
  qualityUnknownColumn,
  qualityUnresolvedRef,
  qualityUnusedIsIncremental,
  qualityVariableRemoved,
];
