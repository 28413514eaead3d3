#!/bin/bash
# "Rollback All Services" as runbooks have it: the revision before, one service after the other.
SERVICES=(
  "system-service"
  "storage-service"
  "user-service"
  "ai-config-service"
  "ai-content-service"
  "ai-analytics-service"
  "music-service"
  "api-gateway"
)

for SERVICE in "${SERVICES[@]}"; do
  CURRENT=$(aws ecs describe-services \
    --cluster $CLUSTER \
    --services $CLUSTER-$SERVICE \
    --query 'services[0].taskDefinition' \
    --output text | grep -oE '[0-9]+$')

  PREVIOUS=$((CURRENT - 1))

  echo "Rolling back $SERVICE from :$CURRENT to :$PREVIOUS"

  aws ecs update-service \
    --cluster $CLUSTER \
    --service $CLUSTER-$SERVICE \
    --task-definition $CLUSTER-$SERVICE:$PREVIOUS \
    --force-new-deployment
done
