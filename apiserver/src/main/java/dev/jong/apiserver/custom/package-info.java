/// Custom resources: from a CustomResourceDefinition to a resource on the same road as the built-in
/// ones.
@NullMarked
package dev.jong.apiserver.custom;

import org.jspecify.annotations.NullMarked;
