/** Names that dbt and Jinja bring along and that are no macros. */

/** Functions that may be called by these names. */
export const contextFunctions = new Set(
  `ref source config var env_var return log print range dict set set_strict zip zip_strict namespace lipsum cycler
   joiner is_incremental fromjson tojson fromyaml toyaml local_md5 diff_of_two_dicts caller load_result
   store_result store_raw_result submit_python_job write render doc debug super varargs kwargs`.split(/\s+/),
);

/** Objects whose methods may be called. */
export const contextObjects = new Set(
  `adapter api exceptions modules config this target model graph flags builtins loop context column_type
   database_schemas sql_header pre_hooks post_hooks run_started_at invocation_args_dict dbt_metadata_envs
   selected_resources thread_id caller`.split(/\s+/),
);
