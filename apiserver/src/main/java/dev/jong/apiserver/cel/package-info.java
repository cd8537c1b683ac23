/// The Common Expression Language as Kubernetes speaks it: compiled with types from schemas,
/// evaluated over JSON and records with its costs counted.
///
/// Parsing and type checking are dev.cel's; evaluation is our own, because costs, the texts of
/// errors and the equality of lists by `x-kubernetes-list-type` are Kubernetes' own. Nothing here
/// is loaded before the first expression is compiled.
@NullMarked
package dev.jong.apiserver.cel;

import org.jspecify.annotations.NullMarked;
