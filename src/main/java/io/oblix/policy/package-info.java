/** Who should answer: the decide step, the decision, the promises that no policy can break, and the explanation. */
package io.oblix.policy;
