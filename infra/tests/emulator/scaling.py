"""Starts moto for Application Auto Scaling, which ministack lacks, with the tag calls that moto lacks.

moto knows no ECS cluster of ministack's, and refuses to scale a service that it does not know. The check is about
moto's own services, so it goes.
"""

import json
import sys

from moto.applicationautoscaling import models, responses
from moto.server import main

responses.ApplicationAutoScalingResponse.list_tags_for_resource = lambda self: json.dumps({"Tags": {}})
responses.ApplicationAutoScalingResponse.tag_resource = lambda self: "{}"
responses.ApplicationAutoScalingResponse.untag_resource = lambda self: "{}"
models.ApplicationAutoscalingBackend._ecs_service_exists_for_target = lambda self, resource_id: True

if __name__ == "__main__":
    main(sys.argv[1:])
