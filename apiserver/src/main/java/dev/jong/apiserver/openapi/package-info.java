/// The OpenAPI documents, v2 and v3, made from the schemas and the served resources.
@NullMarked
package dev.jong.apiserver.openapi;

import org.jspecify.annotations.NullMarked;
